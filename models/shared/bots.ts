/** Names of bots from a command line, `a,b,a`. Throws an Error that names those there are. */
export function readBots<Name extends string>(text: string, known: readonly Name[]): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((bot) => bot === name);
    if (found === undefined)
      throw new Error(`record: no bot is called ${name}; there are ${known.join(', ')}`);
    return found;
  });
}
