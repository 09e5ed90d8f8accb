/** Data's parts that an empty first screen does not show. */
export const fetchExtras = () => import('./DataExtras.tsx')
