import { FrameloomError, show } from '@frameloom/gpu';
import type { ConfigFields } from './fields.ts';
import type { RopeShape } from './shape.ts';

/**
 * The rope of a layer: `rope_theta` and `rope_scaling` of older files, `rope_parameters` of newer ones, where Gemma has
 * one set for layers with a window (`isLocal`) and one for the others.
 */
export function readRope(fields: ConfigFields, isLocal: boolean, isGemma: boolean): RopeShape {
  const all = fields.object('rope_parameters');
  const own = all?.object(isLocal ? 'sliding_attention' : 'full_attention') ?? all;
  if (own) return { base: own.positive('rope_theta', 10_000), pairs: 'half', ...readScaling(own) };
  if (isLocal) return { base: fields.positive('rope_local_base_freq', 10_000), pairs: 'half' };
  const scaling = fields.object('rope_scaling');
  return {
    base: fields.positive('rope_theta', isGemma ? 1e6 : 10_000),
    pairs: 'half',
    ...(scaling && readScaling(scaling)),
  };
}

function readScaling(fields: ConfigFields): Pick<RopeShape, 'scaling' | 'factor'> {
  const type = fields.text('rope_type', fields.text('type', 'default'));
  if (type === 'default') return {};
  if (type === 'linear') return { factor: fields.positive('factor') };
  if (type !== 'llama3') {
    throw new FrameloomError(
      'unsupported',
      `${fields.where}: rope type ${show(type)} is not known. Known are default, linear and llama3.`,
    );
  }
  return {
    scaling: {
      factor: fields.positive('factor'),
      lowFrequencyFactor: fields.positive('low_freq_factor'),
      highFrequencyFactor: fields.positive('high_freq_factor'),
      originalMaxPositions: fields.count('original_max_position_embeddings'),
    },
  };
}
