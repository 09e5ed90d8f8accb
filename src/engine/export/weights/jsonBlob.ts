import { formats } from '../../../shared/catalog/formats.ts'

/** Indented, as a file of its own. */
export function jsonBlob(value: unknown): Blob {
  return blobOf(indented(value))
}

/** config.json. JavaScript writes 1.0 as 1, which transformers 5 refuses in the fields that it declares as fractions. */
export function configBlob(config: unknown): Blob {
  return blobOf(indented(config).replace(wholeFractions, '$&.0'))
}

const wholeFractions = /^ {2}"(?:initializer_range|layer_norm_eps|layer_norm_epsilon|layerscale_value)": -?\d+(?=,?$)/gm

function indented(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function blobOf(text: string): Blob {
  return new Blob([text], { type: formats.json.mediaType })
}
