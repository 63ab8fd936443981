/** A failure in the reader's language, with the server's own words where it gave some. */
import { ApiError } from "../api/client";
import type { Translator } from "./i18n/i18n";

export function failureText(error: unknown, tr: Translator): string {
  if (!(error instanceof ApiError)) return tr.t("failure.unexpected", { detail: String(error) });
  if (error.status === null) return tr.t("failure.unreachable");
  if (error.status === 401) return tr.t("failure.sign_in");
  if (error.status === 429) return tr.t("failure.too_many");
  const { detail, remedy } = error.problem;
  const words = [detail, remedy].filter((text) => text !== undefined && text !== "").join(" – ");
  return tr.t(error.status === 403 ? "failure.forbidden" : "failure.refused", { detail: words });
}
