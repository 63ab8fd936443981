/** What is known of a yard already: its open problems, asked before somebody reports them again. */
import type { Api } from "../../checklist/api";

export interface KnownProblem {
  factor: string;
  /** Local date since when it is known. */
  since: string | null;
}

/** The open problems that may be shown; none without network. */
export async function knownProblems(api: Api, yard: string): Promise<KnownProblem[]> {
  try {
    const page = await api.get<{ known: KnownProblem[] }>(`yards/${encodeURIComponent(yard)}`);
    return page.known.map(({ factor, since }) => ({ factor, since }));
  } catch {
    return [];
  }
}
