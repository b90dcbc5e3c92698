/// A server on the module path.
module example {
  requires dev.heddle;
}
