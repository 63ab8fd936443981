/** A failure in the reader's language. */
import { ApiError } from "../api/client";
import type { Translator } from "./i18n/i18n";

export function failureText(error: unknown, tr: Translator): string {
  if (error instanceof ApiError && error.status === null) return tr.t("failure.unreachable");
  const problem = error instanceof ApiError ? error.problem : { detail: String(error) };
  const words = [problem.detail, problem.remedy].filter((text) => text !== undefined && text !== "").join(" ");
  return tr.t("failure.refused", { detail: words });
}
