/** What the pointer or the focus is on, so that every view of the slice can mark the same thing. */

export interface Lit {
  /** An H3 index of the layer that is drawn. */
  cell: string | null;
  /** `kind:code`. */
  area: string | null;
}

const NOTHING: Lit = { cell: null, area: null };

export class Highlight {
  private lit = NOTHING;
  private readonly listeners = new Set<(lit: Lit) => void>();

  get now(): Lit {
    return this.lit;
  }

  set(lit: Partial<Lit>): void {
    const next = { ...NOTHING, ...lit };
    if (next.cell === this.lit.cell && next.area === this.lit.area) return;
    this.lit = next;
    for (const listener of this.listeners) listener(next);
  }

  clear(): void {
    this.set(NOTHING);
  }

  /** Tells of every change until the element has left the page. */
  listen(element: Element, listener: (lit: Lit) => void): void {
    let seen = false;
    const told = (lit: Lit): void => {
      seen ||= element.isConnected;
      if (seen && !element.isConnected) this.listeners.delete(told);
      else listener(lit);
    };
    this.listeners.add(told);
  }
}
