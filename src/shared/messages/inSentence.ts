/** "Accuracy" begins small within a sentence; "MAE", "LoRA rank" and "R²" stay as they are. */
export function inSentence(name: string): string {
  return /^[A-Z][a-z]/.test(name) && !/^\w*[a-z][A-Z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
}
