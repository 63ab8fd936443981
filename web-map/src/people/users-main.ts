/** Start of the page `/users`. */
import { page } from "./page";
import { usersPage } from "./ui/users";

void page("users", usersPage);
