/** Start of the page `/account`. */
import { page } from "./page";
import { accountPage } from "./ui/account";

void page("account", accountPage);
