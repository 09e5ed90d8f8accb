/** Runs the command that is named; `run.mjs` lets go of it once it is done, so that what it imports on the way is found. */
const [name = '', ...options] = process.argv.slice(2)
const command: { main(options: string[]): Promise<number> } = await import(/* @vite-ignore */ `./${name}.ts`)

export const code = await command.main(options)
