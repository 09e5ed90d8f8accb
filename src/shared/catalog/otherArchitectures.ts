/**
 * Networks that the studio does not read, by what their config.json calls them, and the model of the gallery that comes
 * nearest to each. What is not listed is told by the task that the file names.
 */
/** Gallery models, as the nearest of a kind. */
const nearest = {
  texts: 'google-bert/bert-base-uncased',
  smallTexts: 'distilbert/distilbert-base-uncased',
  manyLanguages: 'distilbert/distilbert-base-multilingual-cased',
  sentences: 'sentence-transformers/all-MiniLM-L6-v2',
  gemma: 'unsloth/gemma-3-270m-it',
  writing: 'HuggingFaceTB/SmolLM2-135M',
  pictures: 'facebook/deit-tiny-patch16-224',
  smallPictures: 'google/mobilenet_v2_1.0_224',
  convolutions: 'microsoft/resnet-18',
} as const satisfies Record<string, string>

const byModelType: Readonly<Record<string, readonly string[]>> = {
  [nearest.texts]: ['electra', 'deberta', 'deberta-v2', 'xlnet', 'bart', 'longformer'],
  [nearest.smallTexts]: ['albert', 'mobilebert', 'squeezebert', 'flaubert', 'funnel', 'big_bird'],
  [nearest.manyLanguages]: ['xlm', 'xlm-roberta-xl', 'rembert', 'mt5', 'mbart', 'm2m_100', 'xmod'],
  [nearest.sentences]: ['mpnet', 'nomic_bert', 'gte', 'new', 'jina_bert_v2', 'eurobert'],
  [nearest.writing]: [
    'mistral',
    'llama4',
    'qwen2_moe',
    'qwen3_moe',
    'qwen3_next',
    'gemma',
    'gemma2',
    'gpt_neox',
    'phi3',
    'olmo2',
    'smollm3',
  ],
  [nearest.gemma]: ['gemma3', 'gemma3n'],
  [nearest.pictures]: ['swin', 'swinv2', 'beit', 'clip', 'siglip', 'dinov3_vit', 'dinov2_with_registers', 'vit_mae'],
  [nearest.smallPictures]: ['mobilenet_v1', 'mobilevit', 'efficientnet', 'efficientformer', 'levit'],
  [nearest.convolutions]: ['convnext', 'convnextv2', 'regnet', 'bit', 'van', 'poolformer', 'timm_wrapper'],
}

/** By the last words of transformers' names: `RobertaForSequenceClassification`. */
const byHead: readonly (readonly [end: RegExp, id: string])[] = [
  [/For(CausalLM|ConditionalGeneration)$|LMHeadModel$/, nearest.writing],
  [/For(Image|MaskedImage|ObjectDetection|Depth|Semantic|Universal)/, nearest.pictures],
  [
    /For(SequenceClassification|TokenClassification|MaskedLM|QuestionAnswering|MultipleChoice|PreTraining)$/,
    nearest.texts,
  ],
]

/** The gallery's id of the model that comes nearest; null where nothing is near (sound, video). */
export function nearestModel(modelType: string | null, architectures: readonly string[]): string | null {
  if (modelType !== null) {
    const known = Object.entries(byModelType).find(([, types]) => types.includes(modelType.toLowerCase()))
    if (known) return known[0]
  }
  for (const [end, id] of byHead) if (architectures.some((name) => end.test(name))) return id
  return null
}
