/**
 * Builds `bench.html`, which measures a graphics card, with the site: apart, so that the studio's scripts are the same
 * with it and without, and into a folder that the service worker leaves out.
 */
import { build, type Plugin, type Rollup } from 'vite'

export const benchPage = 'bench.html'
export const benchFolder = 'bench'

/** @param tags puts into the page what every page of the site has. */
export function benchBuild(tags: readonly Plugin[]): Plugin {
  let files: Rollup.RollupOutput['output'] | [] = []
  return {
    name: 'bench-page',
    apply: 'build',
    async buildStart() {
      const built = await build({
        configFile: false,
        base: './',
        logLevel: 'error',
        publicDir: false,
        plugins: [...tags],
        worker: { format: 'es' },
        build: {
          write: false,
          target: 'es2023',
          assetsInlineLimit: 0,
          chunkSizeWarningLimit: 2000,
          assetsDir: benchFolder,
          rollupOptions: { input: benchPage },
        },
      })
      files = ([built].flat() as [Rollup.RollupOutput])[0].output
    },
    generateBundle() {
      for (const file of files)
        this.emitFile({
          type: 'asset',
          fileName: file.fileName,
          source: file.type === 'chunk' ? file.code : file.source,
        })
    },
  }
}
