/// What every engine must do, as tests.
///
/// A topic is an abstract class of behaviours, such as [dev.heddle.contract.LinesContract]. To hold
/// an engine to it, extend it and say which engine; `VirtualEngineTest` does that for all topics.
package dev.heddle.contract;
