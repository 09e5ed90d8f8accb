import styles from './ModelPicture.module.css'

/** A frozen stack, taller the more the model knows: one slab for each doubling from a hundred thousand parameters. */
export function ModelPicture({ parameters }: { readonly parameters: number }) {
  const slabs = Math.max(2, Math.min(9, Math.round(Math.log2(parameters / 1e5)) + 1))
  const heights = Array.from({ length: slabs }, (_, index) => 49 - index * 6)
  return (
    <svg viewBox="0 0 48 56" width="48" height="56" aria-hidden="true" className={styles.picture}>
      {heights.map((height) => (
        <path key={height} d="M4 0h39l3 2v1.6l-2 1.4H5L2 3.6V1.4z" transform={`translate(0 ${height})`} />
      ))}
    </svg>
  )
}
