/** What became of a round: thanks, whose duty it is and by when, what the yard can do itself, what is still missing. */
import type { App } from "../app/app";
import type { Duty, Item, Receipt } from "../core/queue";
import { type Factor, severityOf, weightOfRound } from "../../checklist/core/instrument";
import { isNight } from "../../checklist/core/sun";
import { fill, h } from "../../ui/dom";
import { button, heading } from "./parts";
import type { Drawn } from "./shell";

export function doneScreen(app: App, clientId: string): Drawn {
  const { tr, keep } = app;
  const item = keep.all.queue.find(({ submission }) => submission.client_id === clientId);
  const home = button(tr.t("done.home"), () => app.go({ name: "start", page: 0 }), "main", "home");
  if (!item) return { content: [heading(tr.t("done.gone"))], bar: [home] };
  return { content: [h("p", { class: "where" }, tr.name(item.yard.names, item.yard.id)), ...contentOf(app, item)], bar: [home] };
}

function contentOf(app: App, item: Item): Node[] {
  const { tr } = app;
  const id = item.submission.client_id;
  if (item.state === "sent" && item.receipt) return receiptOf(app, item, item.receipt);
  if (item.state === "refused") {
    return [
      heading(tr.t("done.refused")),
      h("p", {}, tr.t("done.refused.hint")),
      h("ul", { class: "faults", role: "alert" }, ...item.faults.map(({ message }) => h("li", {}, message))),
      button(tr.t("done.mend"), () => app.reopen(id), "main", "mend"),
    ];
  }
  return [
    heading(tr.t("done.waiting")),
    h("p", {}, tr.t(navigator.onLine ? "done.waiting.online" : "done.waiting.offline")),
    ...item.faults.map(({ message }) => h("p", { class: "fault" }, message)),
    button(tr.t("done.send_now"), () => void app.sender.run(), "plain", "send-now"),
  ];
}

function receiptOf(app: App, item: Item, receipt: Receipt): Node[] {
  const { tr, instrument } = app;
  const answers = item.submission.answers;
  const marked = instrument?.factors.filter(({ id }) => (severityOf(answers[id]) ?? 0) >= 2) ?? [];
  const night = isNight(item.yard.centre, Date.parse(item.submission.at));
  const other = instrument ? Math.round(100 * weightOfRound(instrument, night)) : 0;
  const { missing } = receipt.other_round;
  const said = h("p", { role: "status", class: "hint" });
  const withdraw = (): void => {
    if (!window.confirm(tr.t("done.withdraw.sure"))) return;
    app.withdraw(item.submission.client_id).catch(() => fill(said, tr.t("done.withdraw.failed")));
  };
  return [
    heading(tr.t("done.thanks")),
    h("p", {}, tr.t("done.thanks.text")),
    ...(marked.length > 0
      ? [h("h2", {}, tr.t("done.duties")), ...marked.map((factor) => problemCard(app, factor, receipt))]
      : [h("p", {}, tr.t("done.no_problem"))]),
    ...(missing ? [h("section", { class: "card" }, h("h2", {}, tr.t(`done.other.${missing}`)), h("p", {}, tr.t("done.other.text", { share: other })))] : []),
    h("p", {}, h("a", { href: `${receipt.yard.replace(/^\//, "")}?lang=${tr.language}`, id: "yard-page" }, tr.t("done.yard_page"))),
    h(
      "div",
      { class: "row" },
      button(tr.t("done.correct"), () => app.reopen(item.submission.client_id), "quiet", "correct"),
      button(tr.t("done.withdraw"), withdraw, "quiet", "withdraw"),
    ),
    said,
  ];
}

function problemCard({ tr }: App, factor: Factor, receipt: Receipt): HTMLElement {
  const known = receipt.known.some((one) => one.factor === factor.id);
  const duties = receipt.duties.filter((duty) => duty.factor === factor.id);
  const body = (duty: Duty): string => tr.name(duty.body_names ?? undefined, duty.body);
  const by = (duty: Duty): string =>
    duty.by ? tr.t("done.duty.by", { body: body(duty), date: tr.date(duty.by) }) : tr.t("done.duty", { body: body(duty) });
  return h(
    "section",
    { class: "card duty" },
    h("h3", {}, tr.name(factor.names, factor.id)),
    known ? h("p", { class: "known" }, tr.t("done.known")) : null,
    h("ul", {}, ...duties.map((duty) => h("li", {}, by(duty)))),
    h("p", {}, h("strong", {}, `${tr.t("done.self_help")} `), tr.name(factor.self_help, "")),
    h("p", {}, h("strong", {}, `${tr.t("done.whom")} `), tr.name(factor.whom_to_call, "")),
  );
}
