import { backpressure } from './backpressure.js'
import { dialling } from './dialling.js'
import { ending } from './ending.js'
import { frames } from './frames.js'
import { listening } from './listening.js'
import { Scene, type Setting } from './scene.js'

/** What every kind of Network owes. Each test has a setting of its own. */
export function networkConformance(kind: string, setUp: () => Promise<Setting>): void {
  describe(`${kind} network`, () => {
    const scene = new Scene()
    beforeEach(() => scene.begin(setUp))
    afterEach(() => scene.end())
    describe('frames', () => frames(scene))
    describe('ending', () => ending(scene))
    describe('backpressure', () => backpressure(scene))
    describe('dialling', () => dialling(scene))
    describe('listening', () => listening(scene))
  })
}
