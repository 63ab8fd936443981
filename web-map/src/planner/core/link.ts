/** The saved view that an address names: `?view=v-12`; other words there choose what is drawn. Pure. */
export function savedViewOf(search: string): string | null {
  const view = new URLSearchParams(search).get("view") ?? "";
  return /^v-\d{1,9}$/.test(view) ? view : null;
}
