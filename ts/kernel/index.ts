export type { Progress } from './channel.ts';
export { type Death, KernelError, type KernelErrorCode } from './failure.ts';
export { interpreter, projectRoot } from './interpreter.ts';
export { type Keeper, openKeeper } from './keeper.ts';
export { type CallOptions, type Kernel, type KernelOptions, startKernel } from './kernel.ts';
export type { ByDepth, FoldCandidate, Front, Hello, MethodName, Methods, Reply, State } from './methods.ts';
export { outlive, type Restarts } from './outlive.ts';
export { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.ts';
export { bytesOf, type Dtype, float32, type Tensor, type Tensors } from './tensor.ts';
