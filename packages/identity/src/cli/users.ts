import { user as userSchema } from "#config";
import type { Account } from "#domain/account.ts";
import { type Command, RefusedError } from "./command.ts";
import { check, listed, pageOf, pageOptions } from "./given.ts";

const operand = { name: "<username>", help: "the name that they log in with" };

const list: Command = {
  summary: "Lists users, disabled or not.",
  options: pageOptions("username"),
  async run({ app, options }) {
    const shown = (await app.listUsers(pageOf(options))).map(describe);
    const rows = shown.map(({ username, roles, disabled }) => [username, roles.join(" "), disabled ? "disabled" : ""]);
    return { json: shown, text: listed(rows, options, "There is no user.") };
  },
};

const add: Command = {
  summary: "Registers a user, whose password is read from standard input.",
  operand,
  options: {
    role: { type: "string", multiple: true, value: "role", help: "a role they have" },
    name: { type: "string", value: "text", help: "what they are called" },
    email: { type: "string", value: "address", help: "their e-mail address" },
  },
  async run({ app, operand: username, options, readPassword }) {
    const { role: roles = [], name, email } = options;
    const typed = { username, roles, ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    // Before somebody types a password in vain.
    check(userSchema, { ...typed, password: "not typed yet" });
    const user = check(userSchema, { ...typed, password: await readPassword() });
    if (!(await app.addUser(user))) throw new RefusedError(`Cannot add user "${username}": there is one already`);
    return { json: { username, roles: user.roles }, text: `Registered user "${username}".` };
  },
};

const setPassword: Command = {
  summary: "Gives a user the password that is read from standard input, and logs them out everywhere.",
  operand,
  options: {},
  async run({ app, operand: username, readPassword }) {
    if (!(await app.setPassword(username, await readPassword()))) throw unknown("set the password of", username);
    return { json: { username }, text: `Set the password of "${username}" and ended their sessions.` };
  },
};

const disable: Command = {
  summary: "Refuses a user from now on, and ends their sessions.",
  operand,
  options: {},
  async run({ app, operand: username }) {
    if (!(await app.setUserDisabled(username, true))) throw unknown("disable", username);
    const text = `Disabled user "${username}" and ended their sessions. Access tokens that they have live out their minutes.`;
    return { json: { username, disabled: true }, text };
  },
};

const enable: Command = {
  summary: "Lets a disabled user in again.",
  operand,
  options: {},
  async run({ app, operand: username }) {
    if (!(await app.setUserDisabled(username, false))) throw unknown("enable", username);
    return { json: { username, disabled: false }, text: `Enabled user "${username}".` };
  },
};

export const users = { list, add, "set-password": setPassword, disable, enable };

const unknown = (doing: string, username: string) =>
  new RefusedError(`Cannot ${doing} user "${username}": there is none. See: npm run identity -- users list`);

/** What may be shown of a user: no hash. */
const describe = ({ id, username, roles, disabled }: Account) => ({ sub: id, username, roles, disabled });
