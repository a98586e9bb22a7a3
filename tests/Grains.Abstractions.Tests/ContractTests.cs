using System.Reflection;
using Sdtp.Grains.Abstractions.Users;
using Xunit;

namespace Sdtp.Grains.Abstractions.Tests;

/// <summary>What crosses between silos is named by attributes, never by the CLR name that a rename would change.</summary>
public sealed class ContractTests
{
    private static readonly Assembly Contracts = typeof(IUserGrain).Assembly;

    public static TheoryData<Type> GrainInterfaces =>
        [.. Contracts.GetExportedTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];

    public static TheoryData<Type> DataTypes =>
        [.. Contracts.GetExportedTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    [Theory]
    [MemberData(nameof(GrainInterfaces))]
    public void Grain_interface_and_its_methods_have_wire_names(Type contract)
    {
        Assert.True(contract.IsDefined(typeof(GrainInterfaceTypeAttribute)), $"{contract.Name} needs [GrainInterfaceType].");
        Assert.All(contract.GetMethods(), method => Assert.True(method.IsDefined(typeof(AliasAttribute)), $"{method.Name} needs [Alias]."));
    }

    [Theory]
    [MemberData(nameof(DataTypes))]
    public void Data_type_and_its_members_have_wire_names(Type data)
    {
        var stored = data.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(IsStored);

        Assert.True(data.IsDefined(typeof(AliasAttribute)), $"{data.Name} needs [Alias].");
        Assert.All(stored, property => Assert.True(property.IsDefined(typeof(IdAttribute)), $"{property.Name} needs [property: Id(n)]."));
    }

    [Theory]
    [MemberData(nameof(DataTypes))]
    public void Data_type_is_shared_and_therefore_declared_immutable(Type data)
    {
        Assert.True(
            data.IsDefined(typeof(ImmutableAttribute)),
            $"{data.Name} needs [Immutable], and nobody may write to what it holds after handing it over.");
    }

    private static bool IsStored(PropertyInfo property) => property.SetMethod is not null;
}
