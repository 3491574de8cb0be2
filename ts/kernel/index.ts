export type { Progress } from './channel.ts';
export { KernelError, type KernelErrorCode } from './failure.ts';
export { interpreter, projectRoot } from './interpreter.ts';
export { type CallOptions, type Kernel, type KernelOptions, startKernel } from './kernel.ts';
export type { ByDepth, FoldCandidate, Front, Hello, MethodName, Methods, Reply, State } from './methods.ts';
export { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.ts';
export { bytesOf, type Dtype, float32, type Tensor, type Tensors } from './tensor.ts';
