using DataSpec.EndToEnd;

// Every test drives a whole stack; two at a time would measure the machine instead.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Sandbox))]
