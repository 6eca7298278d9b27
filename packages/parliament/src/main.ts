import { endProcess } from './end-process.js'
import { run } from './run.js'

await endProcess(await run(process.argv.slice(2)))
