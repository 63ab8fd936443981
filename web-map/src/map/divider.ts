/** Two layers side by side: each pane shows its part of the view. The panes move with the map, so their edges are told anew. */

/** What the divider wants to know of the map that it divides. */
export interface Divided {
  on(events: string, done: () => void): unknown;
  getSize(): { x: number; y: number };
  containerPointToLayerPoint(point: [number, number]): { x: number; y: number };
}

export class Divider {
  /** Pixels from the left where the right side begins; null where nothing is divided. */
  private at: number | null = null;

  constructor(
    private readonly map: Divided,
    private readonly left: HTMLElement,
    private readonly right: HTMLElement,
  ) {
    map.on("move zoomend resize viewreset", () => this.clip());
  }

  move(x: number | null): void {
    this.at = x;
    this.clip();
  }

  private clip(): void {
    if (this.at === null) {
      this.left.style.clip = this.right.style.clip = "";
      return;
    }
    const { x: width, y: height } = this.map.getSize();
    const point = (x: number, y: number): { x: number; y: number } => this.map.containerPointToLayerPoint([x, y]);
    const [first, edge, last] = [point(0, 0), point(this.at, 0), point(width, height)];
    this.left.style.clip = `rect(${first.y}px, ${edge.x}px, ${last.y}px, ${first.x}px)`;
    this.right.style.clip = `rect(${first.y}px, ${last.x}px, ${last.y}px, ${edge.x}px)`;
  }
}
