import { simulate } from './run.js'

/** A worker process of {@link simulateMany}: takes seeds, gives back how they went. */
process.on('message', (seed: number) => {
  void simulate({ seed }).then((outcome) => process.send?.(outcome))
})
