"""What the kernel's own source says: digests of the code that each method of the protocol can run.

`python -m py_kernels.source` prints them; nothing here is imported by the kernel, and nothing of it is run.
"""
