"""The mathematics of swat in PyTorch: encoders, decoders, losses, search, and batched evaluation of networks.

It opens no file that its caller did not name and chooses no hyper-parameter: see docs/architecture.md.
"""
