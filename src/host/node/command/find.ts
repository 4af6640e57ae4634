import { type Command, type Given, readGiven, UsageError } from './command.ts';
import { columns } from './terminal.ts';

/** A name that stands before further names. */
export type Group = { readonly says: string; readonly commands: Readonly<Record<string, Command | Group>> };
type Found = { readonly names: readonly string[]; readonly command: Command | Group; read(): Given | null };

const isGroup = (command: Command | Group): command is Group => 'commands' in command;

/** The command that these words begin with. Its `read` answers null when its help is wanted. @throws UsageError by `read` */
export const find = (root: Group, words: readonly string[]): Found => {
  const names: string[] = [];
  let command: Command | Group = root;
  while (isGroup(command)) {
    const name: string | undefined = words[names.length];
    if (name === undefined || !Object.hasOwn(command.commands, name)) break;
    command = command.commands[name]!;
    names.push(name);
  }
  const rest = words.slice(names.length);
  const read = (): Given | null => {
    if (!isGroup(command)) return readGiven(command, rest);
    if (rest[0] === '--help' || rest[0] === '-h') return null;
    throw new UsageError(rest[0] === undefined ? 'name a command' : `${rest[0]} is not a command`);
  };
  return { names, command, read };
};

/** What `--help` prints. */
export const helpOf = ({ names, command }: Pick<Found, 'names' | 'command'>): string => {
  const name = ['voicegrant', ...names].join(' ');
  if (!isGroup(command)) {
    const options = command.help === undefined ? '' : `\n\n${command.help}`;
    const takes = command.takes === undefined ? '' : ` ${command.takes}`;
    return `${name}${takes}\n\n${command.says}${options}`;
  }
  const rows = Object.entries(command.commands).map(([word, { says }]) => [`  ${word}`, says]);
  return `${name} COMMAND\n\n${command.says}\n\n${columns(rows).join('\n')}\n\nEach has --help.`;
};
