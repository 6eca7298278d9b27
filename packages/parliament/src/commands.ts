import type { Command } from './command.js'

/** A command by its name; what it needs is loaded when it is called. */
export interface Entry {
  readonly usage: string
  readonly describe: string
  /** The second words of the commands behind this first word. */
  readonly parts?: readonly string[]
  /** One command, or one for each of the parts. */
  readonly load: () => Promise<Command | readonly Command[]>
}

export const COMMANDS: readonly Entry[] = [
  {
    usage: 'up',
    describe: 'found a parliament on this machine, or bring it back',
    load: async () => (await import('./commands/up.js')).up,
  },
  {
    usage: 'down',
    describe: 'end god and all priests of a folder',
    load: async () => (await import('./commands/down.js')).down,
  },
  {
    usage: 'god',
    describe: 'propose the founding and hand out addresses, for priests started elsewhere',
    load: async () => (await import('./commands/god.js')).god,
  },
  {
    usage: 'priest',
    describe: 'run one priest',
    load: async () => (await import('./commands/priest.js')).priest,
  },
  {
    usage: 'decree',
    parts: ['put', 'delete', 'cas'],
    describe: 'put, delete or cas a key',
    load: async () => (await import('./commands/decree.js')).decrees,
  },
  {
    usage: 'inquire <key>',
    describe: 'ask for the value of a key',
    load: async () => (await import('./commands/inquire.js')).inquire,
  },
  {
    usage: 'status',
    describe: 'show each priest: role, president, how far its law is',
    load: async () => (await import('./commands/status.js')).status,
  },
  {
    usage: 'absent <name>',
    describe: 'cut a priest off from peers and citizens',
    load: async () => (await import('./commands/presence.js')).absent,
  },
  {
    usage: 'present <name>',
    describe: 'let an absent priest back in',
    load: async () => (await import('./commands/presence.js')).present,
  },
  {
    usage: 'logs [name]',
    describe: "print the priests' logs, pretty on a terminal",
    load: async () => (await import('./commands/logs.js')).logs,
  },
  {
    usage: 'ledger <folder>',
    describe: "print a priest's ledger, also of a living priest",
    load: async () => (await import('./commands/ledger.js')).ledger,
  },
  {
    usage: 'messagebook <folder>',
    describe: 'print what a priest has heard and said',
    load: async () => (await import('./commands/messagebook.js')).messagebook,
  },
  {
    usage: 'audit <folder>',
    describe: 'check the ledgers and messagebooks of an island, living or stopped',
    load: async () => (await import('./commands/audit.js')).audit,
  },
  {
    usage: 'simulate',
    describe: 'run whole parliaments over a simulated network, clock and disk, each from one seed',
    load: async () => (await import('./commands/simulate.js')).simulate,
  },
  {
    usage: 'synod',
    describe: "act out the paper's Synod, told step by step",
    load: async () => (await import('./commands/synod.js')).synod,
  },
]
