/** `/areas/{id}`: the dossier of an area and the problem files in which its group works. */
import "./styles/plans.css";
import type { Dossier } from "./api";
import { dossierPart } from "./ui/dossier";
import { filesPart } from "./ui/files";
import { outlines, page } from "./ui/shell";

void page("../", "area.title", async (context) => {
  const id = decodeURIComponent(location.pathname.split("/").pop() ?? "");
  const asOf = new URL(location.href).searchParams.get("as_of");
  const query = asOf === null ? "" : `?as_of=${encodeURIComponent(asOf)}`;
  const dossier = await context.desk.get<Dossier>(`dossiers/${encodeURIComponent(id)}${query}`);
  const kind = id.split(":")[0] ?? "micro_district";
  const [areas, districts] = await Promise.all([outlines(context.desk, kind), outlines(context.desk, "district")]);
  return [dossierPart(context, dossier, areas, districts), await filesPart(context, id)];
});
