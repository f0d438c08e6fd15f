type Properties = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

/**
 * Makes an element. Properties that start with `on` are listeners, booleans are attributes that are there or not,
 * everything else is an attribute.
 */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** A line drawing of 24 by 24 units, in the colour of the text around it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** True while the visitor is typing or choosing in a form control, where single keys mean something else. */
export function isEditing(event: Event): boolean {
  const target = event.target;
  return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
}
