/** Sets a style property unless it has that value already: some browsers recalculate style even for equal values. */
export type StyleWriter = {
  set(element: HTMLElement, name: string, value: string): void;
  /** Replaces all of an element's style by declarations that differ from those of the last call. */
  replace(element: HTMLElement, declarations: string): void;
};

/** Creates a writer that remembers what it wrote. */
export function createStyleWriter(): StyleWriter {
  const written = new WeakMap<HTMLElement, { all: string; each: Map<string, string> }>();
  const of = (element: HTMLElement) => {
    const known = written.get(element) ?? { all: '', each: new Map<string, string>() };
    written.set(element, known);
    return known;
  };
  return {
    set(element, name, value) {
      const { each } = of(element);
      if (each.get(name) === value) return;
      each.set(name, value);
      element.style.setProperty(name, value);
    },
    replace(element, declarations) {
      const known = of(element);
      if (known.all === declarations) return;
      known.all = declarations;
      known.each.clear();
      element.style.cssText = declarations;
    },
  };
}
