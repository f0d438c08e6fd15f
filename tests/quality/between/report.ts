// The figures of a run: what one method's generated frames are worth.

/** Regions of a frame, each with PSNR of its own. */
export type RegionScores = {
  readonly edges: number | null;
  readonly disocclusion: number | null;
  readonly particles: number | null;
  readonly hud: number | null;
};

/** One method on one scene; means over generated frames, `tpsnr` of the sequence that results. */
export type BetweenScore = {
  readonly psnr: number;
  readonly ssim: number;
  readonly flip: number;
  readonly tpsnr: number;
  /** PSNR over all pixels of a region; null where the scene has next to none. */
  readonly regions: RegionScores;
};

/** The report.json of one scene. */
export type BetweenReport = {
  readonly adapter: string;
  readonly scene: string;
  readonly factor: number;
  readonly frames: number;
  readonly methods: Readonly<Record<string, BetweenScore>>;
};

/** A row per method: PSNR / tPSNR / FLIP of each scene and their mean, then PSNR of the regions, mean of the scenes that have them. */
export function betweenTable(reports: readonly BetweenReport[]): string {
  const names = Object.keys(reports[0]?.methods ?? {});
  const hasHud = reports.some(({ methods }) =>
    Object.values(methods).some(({ regions }) => regions.hud !== null),
  );
  const regionNames = ['edges', 'disocclusion', 'particles', ...(hasHud ? ['hud' as const] : [])] as const;
  const head = ['', ...reports.map(({ scene }) => scene), 'mean', ...regionNames];
  const rows = names.map((name) => {
    const scores = reports.map(({ methods }) => methods[name]!);
    const mean = (values: readonly (number | null)[]): number => {
      const known = values.filter((value) => value !== null);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const cell = ({ psnr, tpsnr, flip }: Pick<BetweenScore, 'psnr' | 'tpsnr' | 'flip'>): string =>
      `${psnr.toFixed(2)} / ${tpsnr.toFixed(2)} / ${flip.toFixed(3)}`;
    const all = {
      psnr: mean(scores.map(({ psnr }) => psnr)),
      tpsnr: mean(scores.map(({ tpsnr }) => tpsnr)),
      flip: mean(scores.map(({ flip }) => flip)),
    };
    const regions = regionNames.map((region) => {
      const value = mean(scores.map((score) => score.regions[region]));
      return Number.isNaN(value) ? '–' : value.toFixed(2);
    });
    return [name, ...scores.map(cell), cell(all), ...regions];
  });
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
