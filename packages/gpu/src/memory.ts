/** What is allocated on one device through {@link createPool}, in bytes. */
export interface MemoryAccount {
  /** All bytes allocated now. */
  readonly bytes: number;
  /** Bytes by owner, for example `{ upscale: 12_345_678 }`; owners that hold nothing are left out. */
  byOwner(): Record<string, number>;
}

/** The account as the pools see it. */
export interface MemoryLedger {
  readonly account: MemoryAccount;
  add(owner: string, bytes: number): void;
}

export function createMemoryLedger(): MemoryLedger {
  const owners = new Map<string, number>();
  const account: MemoryAccount = {
    get bytes() {
      let sum = 0;
      for (const bytes of owners.values()) sum += bytes;
      return sum;
    },
    byOwner: () => Object.fromEntries(owners),
  };
  return {
    account,
    add(owner, bytes) {
      const total = (owners.get(owner) ?? 0) + bytes;
      if (total === 0) owners.delete(owner);
      else owners.set(owner, total);
    },
  };
}
