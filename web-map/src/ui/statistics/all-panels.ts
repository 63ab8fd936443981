/** Every panel that can stand below the map, by its name in the address. */
import type { Dock } from "../../core/state";
import { linked } from "../../planner/ui/linked";
import { rates } from "../../planner/ui/rates";
import { OWN_PANELS, type Panel } from "./panels";

export const PANELS: Readonly<Record<Exclude<Dock, "table">, Panel>> = { ...OWN_PANELS, linked, rates };
