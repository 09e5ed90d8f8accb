/**
 * `npm run mutations`: every reader is given ten thousand damaged files, or as many as the first argument says. The whole
 * suite gives fewer of them. Further arguments go to vitest, as `-t "of pdf"`.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const [count = '10000', ...more] = process.argv.slice(2)
const vitest = createRequire(import.meta.url).resolve('vitest/vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'numerics', '--testTimeout', '3600000', 'utations.test', ...more],
  { stdio: 'inherit', env: { ...process.env, MUTATIONS: count } },
)
process.exit(status ?? 1)
