/** tfjs's side effects that everything else relies on: gradients. Import it once, first. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
