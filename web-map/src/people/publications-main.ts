/** Start of the page `/publications`. */
import { page } from "./page";
import { publicationsPage } from "./ui/publications";

void page("publications", publicationsPage);
