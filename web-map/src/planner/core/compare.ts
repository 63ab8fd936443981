/** What stands on the right of the divider: the same question of another period or another layer; and one scale for both. Pure. */
import { classOf, countBreaks } from "../../core/breaks";
import { addDays, addMonths } from "../../core/dates";
import type { Loaded, LoadedCells } from "../../core/loaded";
import { sequentialStyles } from "../../core/palette";
import type { ViewState } from "../../core/state";

/** Views whose two sides can share a legend. */
export function canCompare({ view }: ViewState): boolean {
  return view === "cells" || view === "hotspots";
}

/** The state of the right side; null where there is none to compare with. */
export function otherSide(state: ViewState, data: { from: string; to: string } | null): ViewState | null {
  const { compare } = state;
  if (compare === null || !canCompare(state)) return null;
  const other = { ...state, compare: null, dock: null };
  if (compare !== "before" && compare !== "year") return compare === state.layer ? null : { ...other, layer: compare };
  const from = state.from ?? data?.from ?? null;
  const to = state.to ?? data?.to ?? null;
  if (from === null || to === null || data === null) return null;
  if (compare === "year") return within({ ...other, from: addMonths(from, -12), to: addMonths(to, -12) }, data);
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return within({ ...other, from: addDays(from, -days), to: from }, data);
}

/** A period before the data holds nothing: to show it would say that nothing happened. */
function within(state: ViewState, data: { from: string }): ViewState | null {
  return state.from !== null && state.from >= data.from ? state : null;
}

/** Both sides by the same classes. */
export function onOneScale(left: LoadedCells, right: LoadedCells): [LoadedCells, LoadedCells] {
  if (left.breaks === null || right.breaks === null) return [left, right];
  const counts = (side: LoadedCells): readonly (number | null)[] => side.table.answer.columns.count ?? [];
  const breaks = countBreaks([...counts(left), ...counts(right)]);
  const styles = sequentialStyles(breaks.lower.length);
  const restyled = (side: LoadedCells): LoadedCells => ({
    ...side, breaks, layer: { ...side.layer, styles, styleOf: Uint8Array.from(counts(side), (value) => classOf(value, breaks)) },
  });
  return [restyled(left), restyled(right)];
}

export function isCells(loaded: Loaded | null): loaded is LoadedCells {
  return loaded?.kind === "cells";
}
