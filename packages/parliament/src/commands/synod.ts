import { ISLAND_NAMES } from '@paxon/god'
import { type StoryEvent, storyText, tellStory } from '@paxon/simulator'
import { command } from '../command.js'
import { EXIT } from '../failure.js'
import { printLines } from '../output.js'
import { probability, wholeNumber } from '../readers.js'
import { type Settings, value } from '../settings.js'

const BALLOTS_MAX = 1_000

const settings = {
  priests: value('how many priests', wholeNumber(1, ISLAND_NAMES.length), { shown: '3', otherwise: 3 }),
  ballots: value('how many ballots they act out', wholeNumber(1, BALLOTS_MAX), { shown: '5', otherwise: 5 }),
  'vote-yes': value('how likely a priest is to vote in a ballot, 0 to 1', probability, {
    shown: '0.8',
    otherwise: 0.8,
  }),
  present: value('how likely a priest is to be present at a ballot, 0 to 1', probability, {
    shown: '0.8',
    otherwise: 0.8,
  }),
  unreliable: value('how likely a messenger is to lose a letter, to repeat it, to bring it late, 0 to 1', probability, {
    shown: '0',
    otherwise: 0,
  }),
  seed: value('another seed tells another story', wholeNumber(0, Number.MAX_SAFE_INTEGER), {
    shown: '1',
    otherwise: 1,
  }),
} satisfies Settings

export const synod = command({
  usage: 'synod',
  describe: "act out the paper's Synod step by step: presidents by lot, absent priests, priests that do not vote",
  settings,
  examples: [
    ['synod', 'three priests, five ballots'],
    ['synod --priests 3 --ballots 5 --vote-yes 0.8 --present 0.4 --seed 7', 'a story in which ballots fail'],
    ['synod --unreliable 0.2', 'by messengers that lose, repeat and delay'],
    ['synod --seed 7 --json', 'one event a line'],
  ],
  run: async ({ values: { priests, ballots, 'vote-yes': voteYes, present, unreliable, seed }, json }) => {
    const events: StoryEvent[] = []
    const holds = tellStory({
      priests,
      ballots,
      voteYes,
      present,
      unreliable,
      seed,
      tell: (event) => events.push(event),
    })
    await printLines(events.flatMap((event) => (json ? JSON.stringify(event) : storyText(event))))
    return holds ? EXIT.DONE : EXIT.NOT_DONE
  },
})
