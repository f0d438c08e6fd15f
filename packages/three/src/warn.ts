const said = new Set<string>();

/** Says something to the developer, once per page. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`Frameloom: ${message}`);
}
