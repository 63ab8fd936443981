/** The form: what is kept, what is asked and what is shown meet here. Every screen is drawn anew from what is kept. */
import type { Language } from "../../api/types";
import { Api, type Session, type YardHit } from "../../checklist/api";
import type { Instrument } from "../../checklist/core/instrument";
import { isNight } from "../../checklist/core/sun";
import { chooseLanguage, LANGUAGES } from "../../i18n/translate";
import { type Draft, type Position, type YardRef, hasAnswers, newDraft, submissionOf } from "../core/draft";
import { enqueue, queued, removed } from "../core/queue";
import { type Screen, readScreen, writeScreen } from "../core/screen";
import { type Translator, translator } from "../i18n/i18n";
import { drawScreen } from "../ui/screens";
import { Shell } from "../ui/shell";
import { Keep, deviceStorage, randomId } from "./keep";
import { type KnownProblem, knownProblems } from "./known";
import { dropPhoto, photosOf } from "./photos";
import { Sender } from "./sender";

export class App {
  readonly keep = new Keep(deviceStorage());
  readonly api: Api;
  readonly sender: Sender;
  tr: Translator;
  session: Session = { role: "public" };
  /** Where the rater is, if they let the page know. */
  position: Position | null = null;
  known: readonly KnownProblem[] = [];
  screen: Screen;
  /** The round that is open. */
  private current: string | null = null;
  private readonly shell: Shell;

  constructor(body: HTMLElement, base = "") {
    const wish = new URLSearchParams(location.search).get("lang") as Language | null;
    const language = chooseLanguage(wish ?? this.keep.all.language, navigator.languages, LANGUAGES);
    this.tr = translator(language);
    this.api = new Api(base, language);
    this.sender = new Sender(this.keep, this.api, () => this.queueChanged());
    this.screen = readScreen(location.hash);
    this.shell = new Shell(body, this);
    window.addEventListener("hashchange", () => this.show(readScreen(location.hash)));
    window.addEventListener("online", () => this.draw());
    window.addEventListener("offline", () => this.draw());
    this.setLanguage(language);
  }

  async start(): Promise<void> {
    try {
      const instrument = await this.api.instrument();
      this.keep.change(() => ({ instrument }));
    } catch {
      // The instrument of the last visit serves; without one the start says that the network is needed once.
    }
    this.session = await this.api.session();
    void this.sender.run();
    const yard = new URLSearchParams(location.search).get("yard");
    if (yard && this.screen.name === "start") await this.openById(yard);
    this.draw();
  }

  get instrument(): Instrument | null {
    return this.keep.all.instrument;
  }

  get draft(): Draft | null {
    const { drafts } = this.keep.all;
    return drafts.find((draft) => draft.client_id === this.current) ?? (this.current === null ? (drafts[drafts.length - 1] ?? null) : null);
  }

  now(): number {
    return Date.now();
  }

  /** Whether it is dark where the rater is, or where the last yard is; null where no place is known. */
  get night(): boolean | null {
    const at = this.draft?.yard.centre ?? this.position ?? this.keep.all.yards[0]?.centre;
    return at ? isNight(at, this.now()) : null;
  }

  /** Only inspectors and associations rate in their own role; everybody else is a resident. */
  get role(): string | null {
    return ["osi", "inspector"].includes(this.session.role) ? this.session.role : null;
  }

  setLanguage = (language: Language): void => {
    this.tr = translator(language);
    this.api.language = language;
    this.keep.change(() => ({ language }));
    document.documentElement.lang = language;
    this.draw();
  };

  setTheme = (theme: "light" | "dark"): void => {
    this.keep.change(() => ({ theme }));
    this.draw();
  };

  go = (screen: Screen): void => {
    const hash = writeScreen(screen);
    if (location.hash === hash) this.show(screen);
    else location.hash = hash;
  };

  agree = (): void => {
    const version = this.instrument?.consent.version ?? null;
    this.keep.change(() => ({ consent: version }));
    this.go({ name: this.current === null ? "yard" : "round", page: 0 });
  };

  get agreed(): boolean {
    return this.instrument !== null && this.keep.all.consent === this.instrument.consent.version;
  }

  /** Opens a round in a yard: the one that was begun there, else a new one. */
  begin = (yard: YardRef): void => {
    if (!this.instrument) return;
    const begun = this.keep.all.drafts.find((draft) => draft.yard.id === yard.id);
    const draft = begun ?? newDraft(yard, this.instrument, this.now(), randomId(), this.position);
    if (!begun) this.keep.change(({ drafts }) => ({ drafts: [...drafts, draft] }));
    this.open(draft);
  };

  open = (draft: Draft): void => {
    this.current = draft.client_id;
    this.known = [];
    void knownProblems(this.api, draft.yard.id).then((known) => {
      this.known = known;
      if (known.length > 0 && this.screen.name === "round") this.draw();
    });
    this.go(this.agreed ? { name: "round", page: draft.screen } : { name: "consent", page: 0 });
  };

  /** Changes the open round; nothing is drawn, so that the focus stays where the rater is. */
  changeDraft = (how: (draft: Draft) => Draft): void => {
    const open = this.draft;
    if (!open) return;
    this.keep.change(({ drafts }) => ({ drafts: drafts.map((one) => (one.client_id === open.client_id ? how(one) : one)) }));
  };

  dropDraft = (draft: Draft): void => {
    this.keep.change(({ drafts }) => ({ drafts: drafts.filter((one) => one.client_id !== draft.client_id) }));
    void photosOf(draft.client_id).then((photos) => photos.forEach((photo) => void dropPhoto(photo.id))).catch(() => undefined);
    this.current = null;
    this.go({ name: "start", page: 0 });
  };

  /** Puts the open round into the queue; from here on it sends itself. */
  send = (): void => {
    const draft = this.draft;
    if (!draft || !this.instrument || !hasAnswers(draft)) return;
    const submission = submissionOf(draft, {
      language: this.tr.language,
      consentVersion: this.instrument.consent.version,
      device: this.keep.all.device,
      role: this.role,
    });
    this.keep.change(({ drafts, queue }) => ({
      drafts: drafts.filter((one) => one.client_id !== draft.client_id),
      queue: enqueue(queue, queued(submission, draft.yard, draft.corrects ?? null)),
    }));
    this.current = null;
    this.go({ name: "done", page: 0, id: draft.client_id });
    void this.sender.run();
  };

  /** A refused round becomes a draft again, to be mended; one that was sent becomes a draft that corrects it. */
  reopen = (clientId: string): void => {
    const item = this.keep.all.queue.find((one) => one.submission.client_id === clientId);
    if (!item || !this.instrument) return;
    const { submission, yard, receipt } = item;
    const corrects = receipt ? { id: receipt.id, secret: receipt.secret } : item.corrects;
    const draft: Draft = {
      ...newDraft(yard, this.instrument, Date.parse(submission.at), clientId, submission.position ?? null),
      answers: submission.answers,
      outcomes: submission.outcomes,
      text: submission.text ?? "",
      paper: submission.paper ?? false,
      ...(corrects ? { corrects } : {}),
    };
    const others = this.keep.all.drafts.filter((one) => one.client_id !== clientId);
    // What was sent stays in the list until its correction takes its place.
    this.keep.change(({ queue }) => ({ drafts: [...others, draft], queue: receipt ? queue : removed(queue, clientId) }));
    this.open(draft);
  };

  /** Takes a sent round back: the service erases its content. */
  withdraw = async (clientId: string): Promise<void> => {
    const item = this.keep.all.queue.find((one) => one.submission.client_id === clientId);
    if (!item?.receipt) return;
    await this.api.ask("DELETE", `audits/${encodeURIComponent(item.receipt.id)}`, undefined, { "x-audit-secret": item.receipt.secret });
    this.keep.change(({ queue }) => ({ queue: removed(queue, clientId) }));
    this.go({ name: "start", page: 0 });
  };

  forget = (): void => {
    try {
      window.localStorage.clear();
      indexedDB.deleteDatabase("aula-audit");
    } catch {
      // Nothing was kept then.
    }
    location.replace(location.pathname);
  };

  draw(): void {
    document.documentElement.dataset["theme"] = this.keep.all.theme ?? (this.night === null ? "auto" : this.night ? "dark" : "light");
    document.title = this.tr.t("title.page");
    this.shell.draw(drawScreen(this));
  }

  private show(screen: Screen): void {
    const moved = screen.name !== this.screen.name || screen.page !== this.screen.page;
    this.screen = screen;
    if (screen.name === "round") this.changeDraft((draft) => ({ ...draft, screen: screen.page }));
    this.draw();
    if (moved) this.shell.arrive();
  }

  private queueChanged(): void {
    if (["start", "done"].includes(this.screen.name)) this.draw();
    else this.shell.drawStatus();
  }

  private async openById(id: string): Promise<void> {
    const kept = this.keep.all.yards.find((yard) => yard.id === id);
    const found = kept ?? (await this.fetchYard(id));
    if (found) this.begin(found);
  }

  private async fetchYard(id: string): Promise<YardHit | null> {
    try {
      const answer = await this.api.get<{ id: string; names: YardHit["names"]; centre: [number, number]; micro_district: { names: YardHit["names"] } | null }>(
        `yards/${encodeURIComponent(id)}`,
      );
      const place = answer.micro_district?.names;
      const yard = { id: answer.id, names: answer.names, centre: { lon: answer.centre[0], lat: answer.centre[1] }, ...(place ? { place } : {}) };
      this.keep.saw([yard]);
      return yard;
    } catch {
      return null;
    }
  }
}
