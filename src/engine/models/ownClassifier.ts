/**
 * Text networks whose classifier reads something else than transformers' own: the mean of all tokens, the largest, or
 * the plain first. Exports bring a class of ours for them, modeling_thaw.py, and keep transformers' own from being
 * taken for it: it reads another layer, and answers wrongly without a word.
 */
import type { Pooling } from '../weights/pooling.ts'

export interface OwnClassifier {
  readonly pooling: Exclude<Pooling, 'cls' | 'last'>
  /** Its class in modeling_thaw.py. */
  readonly className: string
  /** The field of config.json that only transformers' own classifiers read, for the dropout before the last layer. */
  readonly dropoutField: string
  /** What makes AutoModel the trunk alone, without layers that nobody reads. */
  readonly trunkArguments: Readonly<Record<string, unknown>>
  /** The layers of the head from the features upwards, and what follows each. */
  readonly layers: readonly { readonly site: string; readonly activation: 'identity' | 'relu' | 'tanh' }[]
}

/** No layer can have it: torch refuses to make one, and so transformers refuses to make its own classifier. */
const impossibleDropout = 2

/** Fields of config.json by which only our own class makes the classifier. */
export function ownClassifierFields({ className, dropoutField }: OwnClassifier): Record<string, unknown> {
  return {
    architectures: [className],
    auto_map: { AutoModelForSequenceClassification: `modeling_thaw.${className}` },
    [dropoutField]: impossibleDropout,
  }
}

/** A configuration without what an export set against transformers' own classifier, or says of programs beside it. */
export function withoutOwnFields<Config extends object>(config: Config, dropoutField: string): Config {
  const { auto_map: _, ...rest } = config as Config & { readonly auto_map?: unknown }
  const plain = rest as unknown as Config & Record<string, unknown>
  if (plain[dropoutField] !== impossibleDropout) return plain
  const { [dropoutField]: __, ...kept } = plain
  return kept as unknown as Config
}
