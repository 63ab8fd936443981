/**
 * The colours of change and of histories. Rises are warm and falls are cold like hot and cold spots. The eight histories
 * of each side differ in lightness, and those that are not simply hot in the last step are hatched besides, so that no
 * class is told by its hue alone.
 */
import { CLASS_STYLES, type Style } from "./palette";

const full = (fill: string, hatched = false): Style => ({ fill, fillOpacity: 0.68, stroke: fill, strokeOpacity: 0.9, hatched });

const HOT = {
  new_hot: full("#ffd000"),
  consecutive_hot: full("#fd8d3c"),
  intensifying_hot: full("#67000d"),
  persistent_hot: full("#cb181d"),
  diminishing_hot: full("#fb8a72"),
  sporadic_hot: full("#fdbe85", true),
  oscillating_hot: full("#c47fb0", true),
  historical_hot: full("#8c6d5a", true),
};

const COLD = {
  new_cold: full("#7fe5d2"),
  consecutive_cold: full("#41b6c4"),
  intensifying_cold: full("#081d58"),
  persistent_cold: full("#225ea8"),
  diminishing_cold: full("#7fa8d8"),
  sporadic_cold: full("#b5d3e8", true),
  oscillating_cold: full("#8f8bc4", true),
  historical_cold: full("#5a7384", true),
};

/** The style of every class of every view. */
export const STYLES: Readonly<Record<string, Style>> = {
  ...CLASS_STYLES,
  increase_99: CLASS_STYLES.hot_99,
  increase_95: CLASS_STYLES.hot_95,
  increase_90: CLASS_STYLES.hot_90,
  decrease_90: CLASS_STYLES.cold_90,
  decrease_95: CLASS_STYLES.cold_95,
  decrease_99: CLASS_STYLES.cold_99,
  ...HOT,
  ...COLD,
  none: CLASS_STYLES.not_significant,
};

export function styleOfClass(name: string): Style {
  return STYLES[name] ?? CLASS_STYLES.not_significant;
}
