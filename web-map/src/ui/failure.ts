/** A failure in the user's language, with the server's own words where it gave some. */
import { ApiError } from "../api/client";
import type { Translator } from "../i18n/i18n";

export function failureText(error: unknown, tr: Translator): string {
  if (!(error instanceof ApiError)) return tr.t("failure.unexpected", { detail: String(error) });
  if (error.status === null) return tr.t("failure.unreachable");
  if (error.status === 403) return tr.t("failure.forbidden");
  const { detail, remedy } = error.problem;
  const words = [detail, remedy].filter((text) => text !== undefined && text !== "").join("; ");
  return tr.t("failure.refused", { detail: words === "" ? String(error.status) : words });
}
