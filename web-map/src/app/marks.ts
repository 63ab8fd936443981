/**
 * Performance marks for the browser benchmark: `aula:first-map` once, then the measure `aula:filter-change`
 * from the planner's change to the painted answer.
 */
export class Marks {
  private first = true;
  private ready = false;

  /** A new question was put. */
  asked(): void {
    performance.mark("aula:asked");
    this.ready = false;
  }

  /** Its answer is about to be painted. */
  answered(): void {
    this.ready = true;
  }

  /** The layer was painted. */
  painted(): void {
    if (!this.ready) return;
    this.ready = false;
    if (this.first) {
      this.first = false;
      performance.mark("aula:first-map");
      return;
    }
    performance.mark("aula:repaint");
    performance.measure("aula:filter-change", "aula:asked", "aula:repaint");
  }
}
