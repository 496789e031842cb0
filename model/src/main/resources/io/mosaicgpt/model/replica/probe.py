# What a device does at best, for DeviceProbe. Each method ends by reading a number of the result, which waits for the device.
class Probe(Module):
  __parameters__ = []
  __buffers__ = []

  def copy(self: __torch__.Probe, device: str, megabytes: int, rounds: int) -> float:
    source = torch.ones([megabytes * 262144], device=torch.device(device))
    target = torch.zeros_like(source)
    for i in range(rounds):
      copied = torch.copy_(target, source)
    return float(torch.select(target, 0, 0))

  def product(self: __torch__.Probe, device: str, dtype: int, size: int, rounds: int) -> float:
    a = torch.to(torch.sin(torch.arange(size * size, dtype=6, device=torch.device(device))), dtype)
    a = torch.view(a, [size, size])
    product = a
    for i in range(rounds):
      product = torch.mm(a, a)
    return float(torch.select(torch.select(product, 0, 0), 0, 0))

  def __getstate__(self: __torch__.Probe) -> int:
    return 0

  def __setstate__(self: __torch__.Probe, state: int) -> NoneType:
    return None
