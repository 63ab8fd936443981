/** What a map needs to live on the page beside other maps, one at a time. */
import type { Shell } from "../shell/bar";

export interface Host {
  shell: Shell;
  /** Aborted when another map takes the place. */
  signal: AbortSignal;
  /** Goes to an address of the page, as query text without the question mark: perhaps another map. */
  go(search: string): void;
}
