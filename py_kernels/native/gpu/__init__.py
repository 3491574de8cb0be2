"""The decoded-network kernel in Triton, for CUDA devices. Imported only where triton is installed."""
