/** Hours of the day and days of the week, in the city's local time. */
import type { Model, Part } from "../../app/model";
import { isIncidents } from "../../core/state";
import { wraps } from "../../core/slice";
import { clock } from "../../core/words";
import type { Translator } from "../../i18n/i18n";
import { fill, h } from "../dom";
import { checkbox, group, select } from "../fields";

export function timeControls(tr: Translator): Part {
  let model: Model;
  const choose = (from: number, to: number): void => {
    const whole = from === to || (from === 0 && to === 24);
    model.set({ hours: whole ? null : [from, to] });
  };
  const now = (): readonly [number, number] => model.state.hours ?? [0, 24];
  const from = select(tr.t("hours.from"), (value) => choose(Number(value), now()[1]));
  const to = select(tr.t("hours.to"), (value) => choose(now()[0], Number(value)));
  const note = h("p", { class: "hint", "aria-live": "polite" });
  const hours = (first: number, last: number): { value: string; label: string }[] =>
    Array.from({ length: last - first + 1 }, (_, i) => ({ value: String(first + i), label: clock(first + i) }));
  const days = Array.from({ length: 7 }, (_, day) =>
    checkbox([tr.maybe(`weekday.${day}`)], () => {
      const chosen = days.flatMap((box, index) => (box.input.checked ? [index] : []));
      model.set({ weekdays: chosen.length === 7 ? [] : chosen });
    }),
  );
  const week = h("div", { class: "week", role: "group", "aria-label": tr.t("control.weekdays") }, ...days.map((d) => d.element));
  const element = group(
    tr.t("control.time"),
    h("div", { class: "pair" }, from.element, to.element),
    note,
    h("p", { class: "label" }, tr.t("control.weekdays")),
    week,
    h("p", { class: "hint" }, tr.t("weekdays.hint")),
  );
  return {
    element,
    update(next) {
      model = next;
      const { state } = next;
      element.hidden = !isIncidents(state.layer);
      const [a, b] = state.hours ?? [0, 24];
      from.show(hours(0, 23), String(a));
      to.show(hours(1, 24), String(b === 0 ? 24 : b));
      fill(note, noteText(next));
      for (const [index, box] of days.entries()) box.input.checked = state.weekdays.includes(index);
    },
  };
}

function noteText({ state, tr, city }: Model): string {
  if (!state.hours) return tr.t("hours.all", { zone: city.timezone });
  const params = { from: clock(state.hours[0]), to: clock(state.hours[1]) };
  return tr.t(wraps(state.hours) ? "hours.wrap.note" : "hours.note", params);
}
