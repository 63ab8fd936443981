/** Places for posts. */
import type { AreaFeature } from "../../api/types";
import { fill, h } from "../../ui/dom";
import type { PostsAnswer } from "../api";
import { areaMap } from "./area-map";
import { field } from "./fields";
import { type Context, failure, percent, section, table } from "./shell";

export function postsPart(context: Context, areas: AreaFeature[], districts: AreaFeature[], asOf: string): HTMLElement {
  const { tr, desk } = context;
  const out = h("div", { class: "result", "aria-live": "polite" });
  const posts = field(tr.t("posts.count"), { type: "number", min: 1, max: 100, value: 5 });
  const radius = field(tr.t("posts.radius"), { type: "number", min: 50, max: 10000, step: 50, value: 800 });
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    const query = new URLSearchParams({ posts: posts.value(), radius_m: radius.value() });
    if (asOf !== "") query.set("as_of", asOf);
    out.setAttribute("aria-busy", "true");
    fill(out, h("p", {}, tr.t("loading")));
    try {
      fill(out, ...answer(context, await desk.get<PostsAnswer>(`plans/placement?${query}`), areas, districts));
    } catch (error) {
      fill(out, failure(error, tr));
    }
    out.setAttribute("aria-busy", "false");
  };
  const form = h("form", { class: "form", onsubmit: (event: Event) => void ask(event) }, posts.element, radius.element,
    h("button", { type: "submit" }, tr.t("posts.go")));
  return section(tr.t("posts.title"), h("p", {}, tr.t("posts.intro")), form, out);
}

function answer(context: Context, found: PostsAnswer, areas: AreaFeature[], districts: AreaFeature[]): HTMLElement[] {
  const { tr, say } = context;
  const marks = [
    ...found.existing.map((at) => ({ at, kind: "post" as const, title: tr.t("posts.existing") })),
    ...found.posts.map((p) => ({ at: p.at, kind: "post-new" as const, title: `${tr.t("posts.new")}: ${percent(tr, p.alone, true)}` })),
  ];
  const rows = found.posts.map((p, i) => [tr.number(i + 1), `${p.at[1].toFixed(5)}, ${p.at[0].toFixed(5)}`, percent(tr, p.alone, true)]);
  return [
    h("p", { class: "sentence" }, say(found.sentence)),
    h("p", { class: "hint" }, `${say(found.note)} ${tr.t(found.demand === "risk_model" ? "posts.demand.model" : "posts.demand.counts")}`),
    areaMap({
      features: areas, districts, kindOf: () => null, titleOf: (id) => id, posts: marks, label: tr.t("posts.map"),
      legend: [{ kind: "post", text: tr.t("posts.existing") }, { kind: "post-new", text: tr.t("posts.new") }],
    }, tr),
    table(tr.t("posts.table"), [tr.t("rank.place"), tr.t("posts.at"), tr.t("posts.alone")], rows, [0, 2]),
  ];
}
